import { errorCatalogue } from '@mailhaul/connector-contract';
import { type ProbeStep, probeSteps } from '@mailhaul/connector-registry';
import type { ConnectionTestStep } from '@mailhaul/contracts';
import { defined } from '../commands/defined.ts';

const labels: Readonly<Record<ProbeStep['name'], string>> = {
  resolve: 'Find the server',
  connect: 'Connect',
  tls: 'Encrypt the connection',
  'sign-in': 'Sign in',
  mailbox: 'Open the mailbox',
  capabilities: 'Ask what the server can do',
  limits: 'Ask for its limits',
  folders: 'List the folders',
  write: 'Write, and take it away again',
};
/** What is tried after that; undefined: it was the last. */
export function nextStep(
  name: ProbeStep['name'],
  scheme: keyof typeof probeSteps,
): ProbeStep['name'] | undefined {
  const order = probeSteps[scheme];
  return order[order.indexOf(name) + 1];
}

/** How a step went. */
export function stateOf({ ok, isWarning }: ProbeStep): ConnectionTestStep['state'] {
  if (!ok) return 'failed';
  return isWarning === true ? 'warning' : 'passed';
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
