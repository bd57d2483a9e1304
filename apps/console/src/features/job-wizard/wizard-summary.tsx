'use client';

import { useApi } from '../../lib/api.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { JobChanges } from '../jobs/job-changes.tsx';
import classes from './job-wizard.module.css';
import type { StepProps } from './step-props.ts';
import { Summary } from './summary.tsx';
import { wizardChanges } from './wizard-changes.ts';
import { stepTitles, type WizardStep } from './wizard-draft.ts';
import type { WizardFault } from './wizard-faults.ts';
import { choiceLines } from './wizard-words.ts';

interface WizardSummaryProps extends Pick<StepProps, 'draft' | 'job'> {
  readonly isEdit: boolean;
  readonly faults: readonly WizardFault[];
  readonly onGoTo: (step: WizardStep) => void;
}

const connectionsMax = 500;

/** What is still missing, what an edit changes, and every choice in words. */
export function WizardSummary({ draft, job, isEdit, faults, onGoTo }: WizardSummaryProps) {
  const { id: tenant } = useTenant();
  const query = { limit: connectionsMax };
  const { data } = useApi('listConnections', { path: { tenant }, query });
  const connection = (id: string) => data?.rows.find((one) => one.id === id)?.name ?? '…';
  const changes = isEdit && job !== undefined ? wizardChanges(job, draft, connection) : [];
  return (
    <>
      {faults.length > 0 && (
        <section className={classes.missing} aria-label="What is missing">
          <strong>{isEdit ? 'Not to be saved yet' : 'Not to be made yet'}</strong>
          <ul>
            {faults.map(({ step, field, message }) => (
              <li key={`${step} ${field}`}>
                <a
                  href={`?step=${step}`}
                  className="link"
                  onClick={(event) => {
                    event.preventDefault();
                    onGoTo(step);
                  }}
                >
                  {stepTitles[step]}
                </a>
                : {message}
              </li>
            ))}
          </ul>
        </section>
      )}
      {isEdit && changes.length === 0 && <p className="muted">Nothing is changed yet.</p>}
      {isEdit && <JobChanges changes={changes} />}
      <Summary
        lines={choiceLines(draft, { connection, isNew: !isEdit })}
        hrefOf={(step) => `?step=${step}`}
        onChange={onGoTo}
      />
    </>
  );
}
