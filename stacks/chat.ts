import { ChatbotSlackChannelConfiguration } from '@cdktf/provider-aws/lib/chatbot-slack-channel-configuration';
import { ChatbotTeamsChannelConfiguration } from '@cdktf/provider-aws/lib/chatbot-teams-channel-configuration';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Environment } from '../model/environment';
import { chatName, chatRoleName } from '../model/names';
import { type Chat, encodedChannel } from '../model/notify/chat';
import type { Account } from './account';

export interface ChatChannelsConfig {
  readonly environment: Environment;
  readonly chat: Chat;
  readonly account: Account;
  /** The topics that have alarms: one, or one in each region. */
  readonly topicArns: readonly string[];
}

/**
 * The channels of Slack and Teams that get what the topic gets, by Amazon Q Developer in chat applications: it draws the
 * metric below the message, for which it reads CloudWatch with this role. Members of the channel can ask it for what both
 * role and guardrail allow: metrics and alarms, and no logs. Without a guardrail it would be AdministratorAccess.
 */
export class ChatChannels extends Construct {
  constructor(scope: Construct, id: string, { environment, chat, account, topicArns }: ChatChannelsConfig) {
    super(scope, id);
    const { project } = environment.settings;
    const role = this.role(chatRoleName(project, environment.name), environment.name);
    const shared = (app: string) => ({
      configurationName: chatName(project, environment.name, app),
      iamRoleArn: role.arn,
      snsTopicArns: [...topicArns],
      guardrailPolicyArns: [account.managedPolicyArn('CloudWatchReadOnlyAccess')],
      // What could not be delivered, into a log group of the account in us-east-1.
      loggingLevel: 'ERROR',
      // The message's picture and buttons work for everybody in the channel, who may see nothing beyond them.
      userAuthorizationRequired: false,
    });
    if (chat.slack)
      new ChatbotSlackChannelConfiguration(this, 'slack', {
        ...shared('slack'),
        slackTeamId: chat.slack.workspace,
        slackChannelId: chat.slack.channel,
      });
    if (chat.teams)
      new ChatbotTeamsChannelConfiguration(this, 'teams', {
        ...shared('teams'),
        tenantId: chat.teams.tenant,
        teamId: chat.teams.team,
        channelId: encodedChannel(chat.teams.channel),
      });
  }

  private role(name: string, environment: string): IamRole {
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['chatbot.amazonaws.com'] }],
        },
      ],
    });
    const role = new IamRole(this, 'role', {
      name,
      description: `What the chat channels of ${environment} may read`,
      assumeRolePolicy: trust.json,
    });
    const grants = new DataAwsIamPolicyDocument(this, 'grants', {
      statement: [
        {
          sid: 'ReadMetricsAndAlarms',
          actions: ['cloudwatch:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*'],
          // Metrics have no ARNs.
          resources: ['*'],
        },
      ],
    });
    new IamRolePolicy(this, 'policy', { name, role: role.id, policy: grants.json });
    return role;
  }
}
