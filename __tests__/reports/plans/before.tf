# What is deployed when the plans of this folder are made. Small, with the shapes of the real stacks.
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
    tags = { Environment = "production", Project = "macro-ai", ManagedBy = "cdktf" }
  }
}

variable "token" {
  type      = string
  sensitive = true
  default   = "canary-secret-before"
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  for_each            = { warning = 5, critical = 10 }
  alarm_name          = "production-neon-slow-queries-${each.key}"
  alarm_description   = "SlowQueries above ${each.value} per minute"
  namespace           = "Neon/Monitoring"
  metric_name         = "SlowQueries"
  dimensions          = { Environment = "production" }
  statistic           = "Average"
  period              = 300
  threshold           = each.value
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_metric_alarm" "active" {
  alarm_name          = "production-neon-active-connections-warning"
  threshold           = 80
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]
  metric_query {
    id = "m1"
    metric {
      namespace   = "Neon/Monitoring"
      metric_name = "ActiveConnections"
      dimensions  = { Environment = "production" }
      stat        = "Maximum"
      period      = 300
    }
  }
  metric_query {
    id = "m2"
    metric {
      namespace   = "Neon/Monitoring"
      metric_name = "ConnectionLimit"
      dimensions  = { Environment = "production" }
      stat        = "Minimum"
      period      = 300
    }
  }
  metric_query {
    id          = "share"
    expression  = "100 * m1 / m2"
    label       = "ActiveConnections, % of ConnectionLimit"
    return_data = true
  }
}

resource "aws_cloudwatch_metric_alarm" "evicted" {
  alarm_name          = "production-upstash-evicted-keys-warning"
  threshold           = 50
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
  metric_query {
    id = "m1"
    metric {
      namespace   = "Upstash/Monitoring"
      metric_name = "EvictedKeys"
      dimensions  = { Environment = "production" }
      stat        = "Sum"
      period      = 300
    }
  }
  metric_query {
    id          = "rate"
    expression  = "m1 / (PERIOD(m1) / 60)"
    label       = "EvictedKeys per minute"
    return_data = true
  }
}

resource "aws_cloudwatch_dashboard" "neon" {
  dashboard_name = "production-neon-monitoring-dashboard"
  dashboard_body = jsonencode({ widgets = [
    { type = "metric", x = 0, y = 0, width = 12, height = 6, properties = {
      region = "us-east-1", title = "Queries", metrics = [
        ["Neon/Monitoring", "SlowQueries", "Environment", "production"],
        ["Neon/Monitoring", "AverageQueryTime", "Environment", "production"],
    ] } },
    { type = "metric", x = 12, y = 0, width = 12, height = 6, properties = {
      region = "us-east-1", title = "Function", metrics = [
        ["AWS/Lambda", "Errors", "FunctionName", "macro-ai-production-neon-monitoring"],
    ] } },
  ] })
}

resource "aws_sns_topic" "alerts" {
  name = "production-monitoring-alerts"
}

resource "aws_dynamodb_table" "state" {
  name         = "macro-ai-production-monitoring-state"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "target"
  attribute {
    name = "target"
    type = "S"
  }
}

resource "aws_cloudwatch_log_group" "neon" {
  name              = "/aws/lambda/macro-ai-production-neon-monitoring"
  retention_in_days = 90
}

resource "aws_cloudwatch_event_rule" "neon" {
  name                = "macro-ai-production-neon-monitoring"
  schedule_expression = "rate(5 minutes)"
}

resource "aws_iam_role" "neon" {
  name = "macro-ai-production-neon-monitoring"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } },
  ] })
}

resource "aws_lambda_function" "neon" {
  function_name    = "macro-ai-production-neon-monitoring"
  role             = aws_iam_role.neon.arn
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  architectures    = ["arm64"]
  memory_size      = 256
  timeout          = 30
  filename         = "code.zip"
  source_code_hash = "before"
  environment {
    variables = { ENVIRONMENT = "production" }
  }
}

resource "aws_ssm_parameter" "token" {
  name  = "/macro-ai/production/upstash-rest-token"
  type  = "SecureString"
  value = var.token
}

# Names and texts that try to be more than text.
resource "aws_ssm_parameter" "hostile" {
  name        = "/macro-ai/production/hostile"
  type        = "String"
  value       = "plain"
  description = "```\n</details> <img src=x> | `x` | @everyone [link](https://example.com)"
}
