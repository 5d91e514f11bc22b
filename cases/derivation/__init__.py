"""How the cases of the library are made from public figures. Not part of the installed program."""
