#!/usr/bin/env bash
# Puts Switchboard on AWS: functions, stack, client. The first time it asks what it has to know (sam deploy --guided).
#
# Settings live in samconfig.toml; credentials where every AWS tool looks for them (profile, environment, SSO).
set -euo pipefail
source "$(dirname "$0")/common.sh"

export SAM_CLI_TELEMETRY=0
scripts/need-python-tools.sh check

if ! "$tools/venv/bin/python" scripts/aws_account.py; then
  say "No usable AWS credentials, so nothing was deployed. Sign in first, for example:"
  say "  aws configure sso     or     export AWS_PROFILE=… AWS_REGION=…     then make deploy again"
  exit 1
fi

# What the functions are built for must be what the template is told: samconfig.toml says it for both.
arch=$(sed -n 's/.*Architecture=[\\"]*\([a-z0-9_]*\).*/\1/p' samconfig.toml | head -n 1)
ARCH=${arch:-arm64} scripts/lambda.sh
scripts/build-web.sh

guided=
grep -q '^region' samconfig.toml || guided=--guided
"$tools/venv/bin/sam" deploy --config-file "$root/samconfig.toml" --template infra/template.yaml $guided

setting() { sed -n "s/^$1 *= *\"\(.*\)\"/\1/p" samconfig.toml | head -n 1; }
"$tools/venv/bin/python" scripts/publish_client.py web/dist \
  --stack "$(setting stack_name)" --region "$(setting region)"
