"""What ops see and decide inside the AWS console: custom widgets of the CloudWatch dashboard."""
