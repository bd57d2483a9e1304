import type { Job } from '@mailhaul/contracts';
import type { WizardDraft } from './wizard-draft.ts';

/** What every step is given. */
export interface StepProps {
  readonly draft: WizardDraft;
  readonly set: (changes: Partial<WizardDraft>) => void;
  /** The job that is edited, or that an attempt has made; undefined: there is none yet. */
  readonly job: Job | undefined;
  /** The job was there before this wizard. */
  readonly isEdit: boolean;
  /** What is wrong with a field, once it is to be shown. */
  readonly faultOf: (field: string) => string | undefined;
}
