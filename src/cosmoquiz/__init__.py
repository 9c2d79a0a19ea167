"""cosmoquiz: a trivia game for the terminal about the films and missions of the Soviet and Russian space age."""

__version__ = "0.1.0"
