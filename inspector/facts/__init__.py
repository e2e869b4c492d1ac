"""What follows from raw documents, put beside them under the key `facts`: what is, no severity, no verdict."""
