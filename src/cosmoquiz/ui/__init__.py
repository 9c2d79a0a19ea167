"""The screens, and nothing but the screens, know Textual."""
