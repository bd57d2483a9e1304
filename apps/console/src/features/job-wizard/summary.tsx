'use client';

import Link from 'next/link';
import { Fragment } from 'react';
import classes from './job-wizard.module.css';
import { stepTitles, type WizardStep } from './wizard-draft.ts';
import type { ChoiceLine } from './wizard-words.ts';

interface SummaryProps {
  readonly lines: readonly ChoiceLine[];
  readonly hrefOf: (step: WizardStep) => string;
  /** Goes there without a request, where the page is the wizard's own. */
  readonly onChange?: (step: WizardStep) => void;
}

/** Every choice in words, each with the way back to it. */
export function Summary({ lines, hrefOf, onChange }: SummaryProps) {
  const steps = [...Map.groupBy(lines, ({ step }) => step)];
  return (
    <dl className={classes.summary} aria-label="What is chosen">
      {steps.map(([step, of]) => (
        <div key={step}>
          <dt>{stepTitles[step]}</dt>
          <dd>
            {of.map(({ words }, at) => (
              <Fragment key={at}>
                {at > 0 && <br />}
                {words}
              </Fragment>
            ))}
          </dd>
          <dd className={classes.change}>
            <Link
              href={hrefOf(step)}
              className="link"
              aria-label={`Change ${stepTitles[step].toLowerCase()}`}
              onClick={(event) => {
                if (onChange === undefined) return;
                event.preventDefault();
                onChange(step);
              }}
            >
              Change
            </Link>
          </dd>
        </div>
      ))}
    </dl>
  );
}
