import type { Clients } from '../../../commands/doctor/clients';

/** A call that a client was asked to send: `ssm`, `GetParameters`, its input. */
export interface Sent {
  readonly client: keyof Clients;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}
type Command = {
  readonly input: Readonly<Record<string, unknown>>;
  readonly constructor: { readonly name: string };
};
type Send = (command: Command) => Promise<unknown>;

const sentBy = (client: keyof Clients, command: Command): Sent => ({
  ...{ client, operation: command.constructor.name.replace(/Command$/, ''), input: command.input },
});

const names: readonly (keyof Clients)[] = [
  'cloudwatch',
  'dynamodb',
  'events',
  'lambda',
  'logs',
  's3',
  'sns',
  'ssm',
];
const clientsOf = (send: (client: keyof Clients, command: Command) => Promise<unknown>): Clients =>
  Object.fromEntries(
    names.map((client) => [client, { send: ((command) => send(client, command)) satisfies Send }]),
  ) as unknown as Clients;

/** These clients; every call is kept in the list before it is sent. */
export function recorded(clients: Clients, calls: Sent[]): Clients {
  return clientsOf((client, command) => {
    calls.push(sentBy(client, command));
    return (clients[client].send as unknown as Send)(command);
  });
}

/** What is answered to a call; one that is missing is answered with nothing. */
export type Answers = Readonly<Record<string, (input: Sent['input']) => unknown>>;

/** Clients that send nothing. @param answers by operation; an answer that throws is a failed call */
export function stubs(answers: Answers): { readonly clients: Clients; readonly calls: Sent[] } {
  const calls: Sent[] = [];
  const clients = clientsOf(async (client, command) => {
    const sent = sentBy(client, command);
    calls.push(sent);
    return answers[sent.operation]?.(sent.input) ?? {};
  });
  return { clients, calls };
}
