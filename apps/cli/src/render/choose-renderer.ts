import type { Io } from '../io.ts';
import type { Renderer } from './renderer.ts';

export interface OutputChoice {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Events for programs go to standard output, progress for people to standard error; only what is used is loaded. */
export async function chooseRenderer(choice: OutputChoice, io: Io): Promise<Renderer> {
  if (choice.json === true) return (await import('./json.ts')).jsonRenderer(io.stdout, io.clock);
  if (choice.quiet === true) return (await import('./quiet.ts')).quietRenderer(io.stderr);
  const isTerminal = io.stderr.isTTY && io.environment['TERM'] !== 'dumb';
  if (isTerminal) return (await import('./bars.ts')).barsRenderer(io.stderr, io.clock);
  return (await import('./lines.ts')).linesRenderer(io.stderr, io.clock);
}
