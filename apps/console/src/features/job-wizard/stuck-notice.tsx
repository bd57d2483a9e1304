'use client';

import { problemOf } from '@mailhaul/api-client';
import { jobOptionLabels } from '@mailhaul/contracts';
import { Button } from '@mantine/core';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import type { Stuck } from './save-wizard.ts';
import { stepTitles, type WizardStep } from './wizard-draft.ts';

interface StuckNoticeProps {
  readonly stuck: Stuck;
  /** False where this try has made the job. */
  readonly isEdit: boolean;
  readonly onGoTo: (step: WizardStep) => void;
  /** Saves over what somebody else has changed meanwhile. */
  readonly onSaveOver: (() => void) | undefined;
}

/** Which step and which field was refused, and how far the job has got. */
export function StuckNotice({ stuck, isEdit, onGoTo, onSaveOver }: StuckNoticeProps) {
  const { step, field, error, job, piece } = stuck;
  const isClash = problemOf(error)?.code === 'revision-stale' && onSaveOver !== undefined;
  const label = jobOptionLabels[field as keyof typeof jobOptionLabels] ?? field;
  const place = label === undefined ? stepTitles[step] : `${stepTitles[step]}, ${label}`;
  return (
    <section aria-label="What was refused">
      <p>
        <strong>{place}</strong>
        {!isEdit && job !== undefined && piece !== 'job' && (
          <> · The job is made; saving again goes on from here</>
        )}
      </p>
      <ProblemNotice
        error={error}
        takesFocus
        action={
          isClash ? (
            <Button variant="default" onClick={onSaveOver}>
              Keep mine and save over it
            </Button>
          ) : (
            <Button variant="default" onClick={() => onGoTo(step)}>
              Go to {stepTitles[step].toLowerCase()}
            </Button>
          )
        }
      />
    </section>
  );
}
