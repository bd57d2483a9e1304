import { spawn } from 'node:child_process';
import { commandLineEntry } from '../support/command-line.ts';

/** The real command as a process of its own, with no terminal; `nodeArgs` are for Node itself. */
export async function runMailhaul(
  args: readonly string[],
  home: string,
  node: { readonly args?: readonly string[]; readonly environment?: Record<string, string> } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [...(node.args ?? []), ...commandLineEntry(), ...args], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, ...node.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece: Buffer) => (said.stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (said.stderr += piece.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { ...said, code };
}
