"""Writes the stand-in's API key where the functions look for it, if the program has agreements signed outside."""

import json

import boto3

from local.addresses import read_outputs
from local.dropbox_sign import API_KEY


def give_key() -> None:
    """Does on the local cloud what a person does once on AWS; nothing where no provider is connected."""
    secret = read_outputs().get("DropboxSignSecret")
    if secret:
        value = json.dumps({"api_key": API_KEY})
        boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=value)
