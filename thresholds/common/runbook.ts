import type { Command } from '../runbook';

/** Commands that are the same for every collector. */
export const invoke: Command = {
  shows:
    'Runs the collector now, and shows its readings or its error. With the payload {"dryRun": true} it publishes and saves nothing',
  shell: `aws lambda invoke --function-name "$FUNCTION" --cli-binary-format raw-in-base64-out \\
  --payload '{}' /dev/stdout`,
};

export const logs: Command = {
  shows: 'The last hour of the log: one line a run, with its warnings, or with errorType and message',
  shell: 'aws logs tail "/aws/lambda/$FUNCTION" --since 1h --format short',
};

export const warnings: Command = {
  shows: 'The warnings of the last hour: each failed call with its cause',
  shell: `aws logs filter-log-events --log-group-name "/aws/lambda/$FUNCTION" \\
  --filter-pattern '{ ($.warnings[0] = *) || ($.level = "ERROR") }' \\
  --start-time "$(( ($(date +%s) - 3600) * 1000 ))" --query 'events[].message' --output text`,
};

export const schedule: Command = {
  shows: 'Whether the schedule is enabled, and how often it starts the function',
  shell: `aws events describe-rule --name "$FUNCTION" --query '[State, ScheduleExpression]'`,
};
