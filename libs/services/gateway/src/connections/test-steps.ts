import { errorCatalogue } from '@mailhaul/connector-contract';
import type { ProbeStep } from '@mailhaul/connector-registry';
import type { ConnectionTestStep } from '@mailhaul/contracts';
import { defined } from '../commands/defined.ts';

const labels: Readonly<Record<ProbeStep['name'], string>> = {
  resolve: 'Find the server',
  connect: 'Connect',
  tls: 'Encrypt the connection',
  'sign-in': 'Sign in',
  capabilities: 'Ask what the server can do',
  limits: 'Ask for its limits',
  folders: 'List the folders',
};
const order = Object.keys(labels) as readonly ProbeStep['name'][];

/** What is tried after that; undefined: it was the last. */
export function nextStep(name: ProbeStep['name']): ProbeStep['name'] | undefined {
  return order[order.indexOf(name) + 1];
}

/** One line of the test's answer. */
export function stepLine(told: {
  readonly name: ProbeStep['name'];
  readonly state: ConnectionTestStep['state'];
  readonly step?: ProbeStep;
  readonly tookMs?: number;
}): string {
  const { name, state, step, tookMs } = told;
  const { code, remedy, serverText, detail = [] } = step ?? {};
  const whatToDo = remedy ?? (code === undefined ? undefined : errorCatalogue[code].whatToDo);
  const line: ConnectionTestStep = {
    ...{ step: name, label: labels[name], state, details: [...detail] },
    ...defined({ tookMs, code, whatToDo, serverText }),
  };
  return JSON.stringify(line);
}
