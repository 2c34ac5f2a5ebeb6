"""List prices of AWS, US East (N. Virginia), in dollars, free tiers left out.

Written down on 22 November 2026 where the pages could not be opened: look them up there before you quote a sum.
"""

STEP_FUNCTIONS_TRANSITION = 25e-6  # https://aws.amazon.com/step-functions/pricing/ (Standard)
LAMBDA_REQUEST = 0.20e-6  # https://aws.amazon.com/lambda/pricing/
LAMBDA_GB_SECOND = 13.3334e-6  # the same page, Arm, first tier
DYNAMODB_WRITE_UNIT = 0.625e-6  # https://aws.amazon.com/dynamodb/pricing/on-demand/
DYNAMODB_READ_UNIT = 0.125e-6  # the same page
HTTP_API_REQUEST = 1.00e-6  # https://aws.amazon.com/api-gateway/pricing/ (HTTP APIs, up to 512 KB)
S3_WRITE, S3_READ = 5e-6, 0.4e-6  # https://aws.amazon.com/s3/pricing/ (Standard: PUT; GET)
KMS_RSA_SIGN, KMS_REQUEST = 15e-6, 3e-6  # https://aws.amazon.com/kms/pricing/ (RSA_3072; symmetric and public key)
LOG_GB = 0.50  # https://aws.amazon.com/cloudwatch/pricing/ (ingested)
MAIL = 100e-6  # https://aws.amazon.com/ses/pricing/ (each recipient)
