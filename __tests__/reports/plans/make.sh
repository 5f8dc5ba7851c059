#!/usr/bin/env bash
# Makes the plans of this folder anew: real Terraform against an empty AWS emulator.
#   AWS_ENDPOINT_URL=http://127.0.0.1:5000 ./make.sh [folder of a provider mirror]
# Only what the report reads is kept of a plan: without its configuration and the state before. `npm run format` after it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 CHECKPOINT_DISABLE=1
: "${AWS_ENDPOINT_URL:?the address of an AWS emulator}"

cp "$here/before.tf" "$work/main.tf"
cd "$work"
python3 -c 'import zipfile; zipfile.ZipFile("code.zip", "w").writestr(zipfile.ZipInfo("index.js"), "")'
terraform init -input=false ${1:+-plugin-dir="$1"} >/dev/null

keep() { # <name> <filter for the resources that are kept> [options of terraform plan]
  local name=$1 filter=$2
  shift 2
  terraform plan -input=false -out=plan "$@" >/dev/null
  terraform show -json plan | jq "{format_version, terraform_version, applyable, complete, errored,
      resource_changes: [.resource_changes[] | select($filter)],
      resource_drift: [.resource_drift[]? | select(.type == \"aws_cloudwatch_log_group\" or .name == \"active\")]}
    | with_entries(select(.value != null))
    | del(.. | .before_identity?, .after_identity?, .provider_name?)" >"$here/$name.json"
}

keep first true
terraform apply -input=false -auto-approve >/dev/null
keep none '.name == "active" or .name == "state"'
terraform show -json | jq '{format_version, terraform_version, values: {root_module: {resources: .values.root_module.resources[:1]}}}' >"$here/state.json"

aws logs put-retention-policy --log-group-name /aws/lambda/macro-ai-production-neon-monitoring --retention-in-days 60
sed -E -i \
  -e 's/warning = 5, critical/warning = 8, critical/' \
  -e 's/^( *threshold +=) 80$/\1 70/' \
  -e 's/^( *retention_in_days =) 90$/\1 30/' \
  -e 's/"target"/"key"/' \
  -e 's/canary-secret-before/canary-secret-after/' \
  -e 's/source_code_hash = "before"/source_code_hash = "after"/' \
  -e 's/"AverageQueryTime"/"QueryThroughput"/' \
  -e 's/(description = .*)"$/\1 again"/' main.tf
# One row less, one more.
python3 - <<'P'
import re
text = open('main.tf').read()
evicted = re.search(r'resource "aws_cloudwatch_metric_alarm" "evicted" \{.*?\n\}\n', text, re.S).group(0)
slow = re.search(r'resource "aws_cloudwatch_metric_alarm" "slow" \{.*?\n\}\n', text, re.S).group(0)
lock = (slow.replace('"slow"', '"lock"').replace('slow-queries', 'lock-wait-time').replace('SlowQueries', 'LockWaitTime')
        .replace('warning = 8, critical = 10', 'warning = 50, critical = 100'))
open('main.tf', 'w').write(text.replace(evicted, lock))
P
keep change true
keep destroy true -destroy

# Another region: what is regional is gone when Terraform looks for it, and is created again.
sed 's/"us-east-1"/"eu-west-1"/' "$here/before.tf" >main.tf
terraform plan -input=false -out=plan >/dev/null
terraform show -json plan | jq '{format_version, terraform_version, applyable, complete, errored,
    configuration: {provider_config: .configuration.provider_config},
    resource_changes: [.resource_changes[] | select(.name == "neon")],
    resource_drift: [.resource_drift[] | select(.name == "neon")]}
  | del(.. | .before_identity?, .after_identity?, .provider_name?)' >"$here/region.json"
