import type {
  Connection,
  Job,
  LiveFrame,
  News,
  OperationName,
  Pair,
  Problem,
  Tenant,
} from '@mailhaul/contracts';

/** One request as a handler of the model sees it: parsed by the contract. */
export interface Asked {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly ifMatch: number | undefined;
}

/** Refused as the API refuses. */
export class Refusal extends Error {
  readonly problem: Problem;
  constructor(problem: Partial<Problem> & { status: number; code: string; detail: string }) {
    super(problem.detail);
    const usual = { type: 'about:blank', title: problem.code, fixedBy: 'you' } as const;
    this.problem = { ...usual, whatToDo: 'Do it otherwise.', requestId: 'request-1', ...problem };
  }
}

export type Handler = (asked: Asked) => unknown;

export interface Model {
  readonly tenants: Tenant[];
  readonly connections: Connection[];
  readonly jobs: Job[];
  readonly pairs: Pair[];
  readonly news: News[];
  /** What came in and never comes out. */
  readonly secrets: unknown[];
  readonly handlers: Partial<Record<OperationName, Handler>>;
  onChange(listener: (frame: LiveFrame, id: number) => void): void;
  framesBehind(id: string | undefined): readonly { id: number; frame: LiveFrame }[];
  addTenant(id: string): Tenant;
  addConnection(name: string, more?: Partial<Connection>): Connection;
  addJob(name: string, more?: Partial<Job>): Job;
  addPair(job: Job, source: string, more?: Partial<Pair>): Pair;
  addNews(title: string, more?: Partial<News>): News;
  /** Counts the job's figures anew and tells whoever follows. */
  change(pair: Pair, to: Partial<Pair>): void;
  changeJob(job: Job, to: Partial<Job>): void;
}
