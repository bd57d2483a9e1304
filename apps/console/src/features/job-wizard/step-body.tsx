'use client';

import { JobFilterFields } from '../jobs/job-filter-fields.tsx';
import { JobOptionsFields } from '../jobs/job-options-fields.tsx';
import { optionFaults } from '../jobs/option-faults.ts';
import classes from './job-wizard.module.css';
import { StepMailboxes } from './step-mailboxes.tsx';
import { StepMatching } from './step-matching.tsx';
import { StepName } from './step-name.tsx';
import type { StepProps } from './step-props.ts';
import { StepSchedule } from './step-schedule.tsx';
import { StepSide } from './step-side.tsx';
import type { WizardStep } from './wizard-draft.ts';

interface StepBodyProps extends StepProps {
  readonly step: Exclude<WizardStep, 'summary'>;
}

/** The fields of one step. */
export function StepBody({ step, ...props }: StepBodyProps) {
  const isWide = step === 'mailboxes' || step === 'schedule';
  return <div className={isWide ? classes.wide : classes.narrow}>{fieldsOf()}</div>;

  function fieldsOf() {
    const { draft, set } = props;
    switch (step) {
      case 'name':
        return <StepName {...props} />;
      case 'source':
      case 'target':
        return <StepSide {...props} side={step} key={step} />;
      case 'mailboxes':
        return <StepMailboxes {...props} />;
      case 'matching':
        return <StepMatching {...props} />;
      case 'filters':
        return (
          <JobFilterFields
            value={draft.options}
            onChange={(options) => set({ options })}
            faults={optionFaults(draft.options)}
          />
        );
      case 'options':
        return <JobOptionsFields value={draft.options} onChange={(options) => set({ options })} />;
      case 'schedule':
        return <StepSchedule {...props} />;
    }
  }
}
