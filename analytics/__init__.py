"""Pure models and matching: frames in, frames out."""
