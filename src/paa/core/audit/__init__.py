"""What is asked of the requirements and of the changes of projects before they are released."""
