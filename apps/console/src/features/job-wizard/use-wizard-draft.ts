'use client';

import type { Job } from '@mailhaul/contracts';
import { useSessionStorage } from '@mantine/hooks';
import { useState } from 'react';
import { newKey } from '../../lib/api.ts';
import { jobInputOf } from './wizard-changes.ts';
import { keptOf, type WizardDraft } from './wizard-draft.ts';

interface Kept {
  readonly draft: WizardDraft;
  /** The job that the draft is of: as it was begun with, or as far as an attempt got. */
  readonly begun: Job | undefined;
  /** Of the request that makes the job: one for what it would make. */
  readonly createKey: string;
}

export interface WizardDraftState extends Kept {
  readonly set: (changes: Partial<WizardDraft>) => void;
  readonly begin: (job: Job) => void;
  readonly forget: () => void;
}

/** What is typed, over steps and reloads; secrets live in the page alone. */
export function useWizardDraft(
  key: string,
  first: () => { readonly draft: WizardDraft; readonly begun?: Job | undefined },
): WizardDraftState {
  const [initial] = useState<Kept>(() => ({ begun: undefined, ...first(), createKey: newKey() }));
  const [kept, keep, forget] = useSessionStorage<Kept | null>({ key, defaultValue: null });
  const [typed, setTyped] = useState<Kept>();
  const now = typed ?? (kept === null ? initial : restored(kept, initial));
  const put = (next: Kept) => {
    setTyped(next);
    keep({ ...next, draft: keptOf(next.draft) });
  };
  return {
    ...now,
    set(changes) {
      const draft = { ...now.draft, ...changes };
      const isSameJob = textOf(draft) === textOf(now.draft);
      put({ ...now, draft, createKey: isSameJob ? now.createKey : newKey() });
    },
    begin: (begun) => put({ ...now, begun }),
    forget,
  };
}

/** What was kept by an earlier version of the page may lack fields. */
function restored(kept: Kept, initial: Kept): Kept {
  const first = initial.draft;
  const draft = {
    ...{ ...first, ...kept.draft },
    mailboxes: { ...first.mailboxes, ...kept.draft.mailboxes },
  };
  return { ...initial, ...kept, draft };
}

function textOf(draft: WizardDraft): string {
  return JSON.stringify(jobInputOf(draft));
}
