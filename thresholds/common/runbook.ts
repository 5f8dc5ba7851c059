import type { Command, Entry } from '../runbook';

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

export const findings: Entry = {
  impact: 'Nothing is broken yet; something will be, or already costs time and money.',
  means:
    'Once a day, a run looks for what breaks databases slowly. Each finding has a severity, what it is about, a number, and what to do; where a statement mends it, it has that too. The alarm ends with the first check-up that finds no warning and nothing critical; notices do not count. A compute that sleeps is not woken for it.',
  look: [
    {
      shows: 'Makes a check-up now, and shows what it finds. Nothing is published',
      shell: `aws lambda invoke --function-name "$FUNCTION" --cli-binary-format raw-in-base64-out \\
  --payload '{"checkup": true, "dryRun": true}' /dev/stdout`,
    },
    {
      shows:
        'After mending: makes a check-up now, and publishes its number, which ends the alarm if nothing is left',
      shell: `aws lambda invoke --function-name "$FUNCTION" --cli-binary-format raw-in-base64-out \\
  --payload '{"checkup": true}' /dev/stdout`,
    },
    {
      shows: 'The findings of the last two days, from the log',
      shell: `aws logs filter-log-events --log-group-name "/aws/lambda/$FUNCTION" \\
  --filter-pattern '{ $.findings[0].check = * }' \\
  --start-time "$(( ($(date +%s) - 172800) * 1000 ))" --query 'events[].message' --output text`,
    },
  ],
  causes: [
    {
      cause: 'A critical finding: the database stops working when it is left alone.',
      remedy: 'Do what its advice says today.',
    },
    {
      cause: 'A warning: it costs time or money, or hides what monitoring should see.',
      remedy:
        'Plan it. One finding that is accepted keeps the alarm on: switch it off for this environment, with the reason (`overrides`), and read the findings in the log.',
    },
  ],
  harmless: 'A finding that is known and accepted. It stays in the log and in `npm run checkup`.',
};
