'use client';

import { CircleAlert, CircleCheck } from 'lucide-react';
import classes from './job-wizard.module.css';
import { stepTitles, type WizardStep, wizardSteps } from './wizard-draft.ts';

export type StepState = 'open' | 'done' | 'fault';

interface StepRailProps {
  readonly current: WizardStep;
  readonly stateOf: (step: WizardStep) => StepState;
  readonly onChoose: (step: WizardStep) => void;
}

const stateWords: Readonly<Record<StepState, string>> = {
  open: '',
  done: ', done',
  fault: ', something is missing',
};

/** All steps, each a click away; on a narrow screen only where one is. */
export function StepRail({ current, stateOf, onChoose }: StepRailProps) {
  return (
    <nav aria-label="Steps">
      <p className={classes.where}>
        Step {wizardSteps.indexOf(current) + 1} of {wizardSteps.length}
      </p>
      <ol className={classes.steps}>
        {wizardSteps.map((step, at) => {
          const state = stateOf(step);
          const Icon = state === 'fault' ? CircleAlert : CircleCheck;
          return (
            <li key={step}>
              <button
                type="button"
                className={classes.step}
                data-state={state}
                aria-current={step === current ? 'step' : undefined}
                aria-label={`${stepTitles[step]}${stateWords[state]}`}
                onClick={() => onChoose(step)}
              >
                {state === 'open' ? (
                  <span className={classes.number} aria-hidden>
                    {at + 1}
                  </span>
                ) : (
                  <Icon size={15} aria-hidden />
                )}
                <span>{stepTitles[step]}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
