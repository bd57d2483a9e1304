import { onTestFinished } from 'vitest';
import { type ContractServer, specToken, startContractServer } from './contract-server.ts';
import { type CliRun, startCli } from './run-cli.ts';

export interface ServerStage extends ContractServer {
  run(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
  begin(...args: readonly string[]): CliRun;
}

/** A server with the tenant `acme`, and the command line pointed at it. */
export async function serverStage(environment: Record<string, string> = {}): Promise<ServerStage> {
  const server = await startContractServer();
  onTestFinished(() => server.stop());
  server.model.addTenant('acme');
  const begin = (...args: readonly string[]) =>
    startCli(args, {
      environment: { MAILHAUL_SERVER: server.url, MAILHAUL_TOKEN: specToken, ...environment },
    });
  return {
    ...server,
    begin,
    async run(...args) {
      const run = begin(...args);
      const { code } = await run.ended;
      return { code, stdout: run.stdout(), stderr: run.stderr() };
    },
  };
}
