"""What `flask doctor` looks at: this machine, what is kept, and the servers around."""
