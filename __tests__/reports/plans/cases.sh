#!/usr/bin/env bash
# Makes the plans in `cases/` anew: real Terraform against an AWS emulator, one small stack for each plan.
#   AWS_ENDPOINT_URL=http://127.0.0.1:5000 ./cases.sh [folder of a provider mirror]
# Of a plan, what the report reads is kept, without the resources that it leaves as they are. `npm run format` after it.
# Terraform 1.11 cannot make plans of other versions: what those write is written by hand in the tests.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
plugins=${1:+-plugin-dir="$1"}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null
: "${AWS_ENDPOINT_URL:?the address of an AWS emulator}"
mkdir -p "$here/cases"

start() { # <name>: an empty folder for a stack
  mkdir "$work/$1" && cd "$work/$1"
  curl -s -X POST "$AWS_ENDPOINT_URL/moto-api/reset" >/dev/null
  cat >provider.tf <<'TF'
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region            = "us-east-1"
  max_retries       = 1
  s3_use_path_style = true
  default_tags {
    tags = { Environment = "production" }
  }
}
TF
}

apply() {
  terraform init -input=false $plugins >/dev/null
  terraform apply -input=false -auto-approve -no-color "$@" >apply.log 2>&1 || { grep Error apply.log; return 1; }
}

keep() { # <name> [options of terraform plan]
  local name=$1
  shift
  terraform plan -input=false -lock=false -out=plan "$@" >plan.log 2>&1 || true
  terraform show -json plan | jq '{format_version, terraform_version, applyable, complete, errored,
      resource_changes: [.resource_changes[]? | select(.change.actions != ["no-op"] or .previous_address or .change.importing)],
      resource_drift, output_changes, checks, deferred_changes}
    | if ('"${WHOLE:-false}"' | not) and .resource_changes == [] then del(.resource_changes) else . end
    | if .resource_changes == null then .planned_values = {} else . end
    | with_entries(select(.value != null))
    | del(.. | .before_identity?, .after_identity?, .provider_name?)' >"$here/cases/$name.json"
}

# Why something is destroyed or replaced, or only gets another address.
start reasons
cat >main.tf <<'TF'
variable "broken" {
  default = true
}
resource "aws_cloudwatch_log_group" "logs" {
  name = "/aws/lambda/macro-ai-production-neon-monitoring"
}
# Its creation does not finish: it is tainted, and what needs it is not created.
resource "aws_dynamodb_table" "state" {
  name         = "macro-ai-production-monitoring-state"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "target"
  attribute {
    name = "target"
    type = "S"
  }
  provisioner "local-exec" {
    command = "false"
  }
}
resource "aws_sns_topic" "alerts" {
  name       = "production-monitoring-alerts"
  depends_on = [aws_dynamodb_table.state]
}
resource "aws_cloudwatch_log_group" "requested" {
  name = "requested"
}
resource "aws_cloudwatch_log_group" "triggered" {
  name = "triggered"
  lifecycle {
    replace_triggered_by = [aws_cloudwatch_log_group.requested]
  }
}
resource "aws_cloudwatch_log_group" "renamed" {
  name = "old-name"
}
resource "aws_cloudwatch_log_group" "each" {
  for_each = toset(["a", "b"])
  name     = "each-${each.key}"
}
resource "aws_cloudwatch_log_group" "counted" {
  count = 2
  name  = "counted-${count.index}"
}
resource "aws_cloudwatch_log_group" "repeated" {
  name = "repeated"
}
resource "aws_cloudwatch_log_group" "gone" {
  name = "gone"
}
resource "aws_cloudwatch_log_group" "kept" {
  name = "kept"
}
resource "aws_cloudwatch_log_group" "before" {
  name = "at-a-new-address"
}
# The old one is not empty, so it cannot be destroyed: it is left behind.
resource "aws_s3_bucket" "swapped" {
  bucket = "old-bucket"
  lifecycle {
    create_before_destroy = true
  }
}
TF
apply || true
aws s3api put-object --bucket old-bucket --key x >/dev/null
sed -i 's/"old-bucket"/"new-bucket"/' main.tf
apply -target=aws_s3_bucket.swapped || true
aws logs create-log-group --log-group-name exists-already
python3 - <<'P'
import re
text = open('main.tf').read()
text = text.replace('"old-name"', '"new-name"').replace('["a", "b"]', '["a"]').replace('count = 2', 'count = 1')
text = text.replace('"repeated" {\n', '"repeated" {\n  count = 0\n')
text = text.replace('"before" {', '"after" {')
for name in ('gone', 'kept'):
    text = re.sub(r'resource "aws_cloudwatch_log_group" "%s" \{.*?\n\}\n' % name, '', text, flags=re.S)
text += '''
removed {
  from = aws_cloudwatch_log_group.kept
  lifecycle {
    destroy = false
  }
}
moved {
  from = aws_cloudwatch_log_group.before
  to   = aws_cloudwatch_log_group.after
}
import {
  to = aws_cloudwatch_log_group.imported
  id = "exists-already"
}
resource "aws_cloudwatch_log_group" "imported" {
  name = "exists-already"
  tags = {}
}
'''
open('main.tf', 'w').write(text)
P
keep reasons -replace=aws_cloudwatch_log_group.requested

# An import and a new address, and nothing else.
start taken
cat >main.tf <<'TF'
resource "terraform_data" "before" {}
TF
apply
cat >main.tf <<'TF'
moved {
  from = terraform_data.before
  to   = terraform_data.after
}
resource "terraform_data" "after" {}
import {
  to = terraform_data.imported
  id = "x"
}
resource "terraform_data" "imported" {}
TF
keep taken

# Alarms, schedules, retentions and safeguards that are weaker than before.
start weaker
cat >main.tf <<'TF'
resource "aws_sns_topic" "alerts" {
  name = "production-monitoring-alerts"
}
resource "aws_sns_topic_policy" "alerts" {
  arn = aws_sns_topic.alerts.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Action = "sns:Publish", Resource = "*"
      Principal = { Service = "cloudwatch.amazonaws.com" }
    }]
  })
}
resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = "oncall@example.com"
}
resource "aws_sns_topic_subscription" "alerts_https-hooks-example-com-services-canary-path-key-canary-query" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "https"
  endpoint  = "https://user:canary-password@hooks.example.com/services/canary-path?key=canary-query"
}
resource "aws_sns_topic_subscription" "second" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = "second@example.com"
}
resource "aws_cloudwatch_metric_alarm" "slow" {
  for_each            = toset(["warning", "critical"])
  alarm_name          = "production-neon-slow-queries-${each.key}"
  namespace           = "Neon/Monitoring"
  metric_name         = "SlowQueries"
  statistic           = "Average"
  period              = 300
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  actions_enabled     = true # slow
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]
}
resource "aws_cloudwatch_metric_alarm" "memory" {
  alarm_name          = "production-upstash-memory-usage-percent-warning"
  namespace           = "Upstash/Monitoring"
  metric_name         = "MemoryUsagePercent"
  statistic           = "Maximum"
  period              = 300
  threshold           = 75
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  actions_enabled     = true # memory
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn] # memory
}
resource "aws_cloudwatch_event_rule" "neon" {
  name                = "macro-ai-production-neon-monitoring"
  schedule_expression = "rate(5 minutes)"
  state               = "ENABLED"
}
resource "aws_cloudwatch_log_group" "neon" {
  name              = "/aws/lambda/macro-ai-production-neon-monitoring"
  retention_in_days = 90
}
resource "aws_s3_bucket" "state" {
  bucket = "macro-ai-terraform-state"
}
resource "aws_s3_bucket_versioning" "state" {
  bucket = aws_s3_bucket.state.id
  versioning_configuration {
    status = "Enabled"
  }
}
resource "aws_s3_bucket_lifecycle_configuration" "state" {
  bucket = aws_s3_bucket.state.id
  rule {
    id     = "old-versions"
    status = "Enabled"
    filter {
      prefix = ""
    }
    noncurrent_version_expiration {
      noncurrent_days = 90
    }
  }
  rule {
    id     = "uploads"
    status = "Enabled"
    filter {
      prefix = ""
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}
resource "aws_s3_bucket_public_access_block" "state" {
  bucket                  = aws_s3_bucket.state.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_iam_role" "neon" {
  name = "macro-ai-production-neon-monitoring"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
resource "aws_iam_role_policy" "neon" {
  name = "macro-ai-production-neon-monitoring"
  role = aws_iam_role.neon.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["ssm:GetParameters"], Resource = "arn:aws:ssm:us-east-1:123456789012:parameter/a" }]
  })
}
output "topic" {
  value = aws_sns_topic.alerts.name
}
output "hook" {
  value     = "canary-output-before"
  sensitive = true
}
output "link" {
  value = "https://example.com/?key=canary-output-query"
}
TF
apply
python3 - <<'P'
import re
text = open('main.tf').read()
for old, new in (
    ('actions_enabled     = true # memory', 'actions_enabled = false'),
    ('  ok_actions          = [aws_sns_topic.alerts.arn] # memory\n', ''),
    ('state               = "ENABLED"', 'state = "DISABLED"'),
    ('retention_in_days = 90', 'retention_in_days = 30'),
    ('noncurrent_days = 90', 'noncurrent_days = 7'),
    ('status = "Enabled"\n  }\n}', 'status = "Suspended"\n  }\n}'),
    ('    id     = "uploads"\n    status = "Enabled"', '    id     = "uploads"\n    status = "Disabled"'),
    ('restrict_public_buckets = true', 'restrict_public_buckets = false'),
    ('"ssm:GetParameters"', '"ssm:*"'),
    ('"cloudwatch.amazonaws.com"', '"events.amazonaws.com"'),
    ('endpoint  = "second@example.com"', 'endpoint  = "second@example.com"\n  filter_policy = jsonencode({ severity = ["critical"] })'),
    ('canary-output-before', 'canary-output-after'),
    ('canary-output-query', 'canary-output-other'),
    ('value = aws_sns_topic.alerts.name', 'value = "another"'),
):
    assert old in text, old
    text = text.replace(old, new)
text = re.sub(r'actions_enabled     = true # slow\n  alarm_actions       = .*?\n', '', text)
for name in ('mail', 'alerts_https[^"]*'):
    text = re.sub(r'resource "aws_sns_topic_subscription" "%s" \{.*?\n\}\n' % name, '', text, flags=re.S)
open('main.tf', 'w').write(text)
P
keep weaker

# What was changed outside Terraform: reverted, set anew, deleted; and only recorded.
start drift
cat >main.tf <<'TF'
resource "aws_cloudwatch_log_group" "logs" {
  for_each          = toset(["reverted", "anew", "deleted"])
  name              = each.key
  retention_in_days = 90
}
TF
apply
aws logs put-retention-policy --log-group-name reverted --retention-in-days 60
aws logs put-retention-policy --log-group-name anew --retention-in-days 60
aws logs delete-log-group --log-group-name deleted
WHOLE=true keep recorded -refresh-only
sed -i 's/retention_in_days = 90/retention_in_days = each.key == "anew" ? 30 : 90/' main.tf
keep drift

# A part of a stack, and a plan that Terraform could not finish.
start part
cat >main.tf <<'TF'
variable "people" {
  default = 0
}
resource "aws_cloudwatch_log_group" "logs" {
  for_each = toset(["one", "two"])
  name     = each.key
}
check "someone" {
  assert {
    condition     = var.people > 0
    error_message = "Nobody is on call."
  }
}
TF
terraform init -input=false $plugins >/dev/null
keep checks
keep part '-target=aws_cloudwatch_log_group.logs["one"]'
cat >>main.tf <<'TF'
resource "aws_cloudwatch_log_group" "refused" {
  name = "refused"
  lifecycle {
    precondition {
      condition     = var.people > 0
      error_message = "Not like this."
    }
  }
}
TF
keep errored

# A secret that is one only before, or only after.
start secret
cat >main.tf <<'TF'
variable "secret" {
  sensitive = true
  default   = "canary-marked"
}
locals {
  revealed = var.secret
  hidden   = "canary-plain"
}
resource "aws_ssm_parameter" "revealed" {
  name           = "/revealed"
  type           = "String"
  insecure_value = "x"
  description    = local.revealed
  tags           = { a = local.revealed }
}
resource "aws_ssm_parameter" "hidden" {
  name           = "/hidden"
  type           = "String"
  insecure_value = "x"
  description    = local.hidden
  tags           = { a = local.hidden }
}
resource "terraform_data" "list" {
  input = [{ name = "a", value = local.hidden }, { name = "b", value = "two" }]
}
TF
apply
python3 - <<'P'
text = open('main.tf').read()
text = text.replace('revealed = var.secret', 'revealed = "canary-revealed"').replace('hidden   = "canary-plain"', 'hidden   = var.secret')
text = text.replace('[{ name = "a", value = local.hidden }, { name = "b", value = "two" }]', '[{ name = "b", value = "two" }, { name = "a", value = local.hidden }]')
open('main.tf', 'w').write(text)
P
keep secret
