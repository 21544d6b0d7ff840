"""Says whose AWS account would be used; exits with 1 where there is none. Runs in .tools/venv, which has boto3."""

import sys

import boto3
import botocore.exceptions

try:
    session = boto3.Session()
    # The call works in every region; the credentials are what is in question.
    caller = session.client("sts", region_name=session.region_name or "us-east-1").get_caller_identity()
except botocore.exceptions.BotoCoreError as error:
    sys.exit(f"AWS: {error}")
except botocore.exceptions.ClientError as error:
    sys.exit(f"AWS refused the credentials: {error.response['Error']['Code']}")
print(f"AWS account {caller['Account']}, region {session.region_name or '(asked for next)'}, as {caller['Arn']}")
