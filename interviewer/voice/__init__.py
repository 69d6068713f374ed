"""The interview by voice: microphone, hearing, mouth, screen and keys."""
