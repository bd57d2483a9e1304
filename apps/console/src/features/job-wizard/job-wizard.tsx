'use client';

import type { Connection, Job } from '@mailhaul/contracts';
import { Button, Title } from '@mantine/core';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useAddress } from '../../lib/use-address.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ConnectionEditor } from '../connections/connection-editor.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './job-wizard.module.css';
import { StepBody } from './step-body.tsx';
import { StepRail } from './step-rail.tsx';
import { StuckNotice } from './stuck-notice.tsx';
import { useNameTaken } from './use-name-taken.ts';
import { useSaveWizard } from './use-save-wizard.ts';
import type { WizardDraftState } from './use-wizard-draft.ts';
import { stepTitles, type WizardStep, wizardSteps } from './wizard-draft.ts';
import { type WizardFault, wizardFaults } from './wizard-faults.ts';
import { WizardSummary } from './wizard-summary.tsx';

interface JobWizardProps {
  readonly state: WizardDraftState;
  /** The job that is edited; undefined: a new one is made. */
  readonly edited: Job | undefined;
  readonly onCancel: () => void;
}

/** A job, step by step; nothing is saved before the end. */
export function JobWizard({ state, edited, onCancel }: JobWizardProps) {
  const { id: tenant } = useTenant();
  const refusal = useViewerRefusal(tenant);
  const { query, change } = useAddress();
  const step = wizardSteps.find((one) => one === query.get('step')) ?? 'name';
  const made = query.get('make');
  const making = made === step && (made === 'source' || made === 'target') ? made : undefined;
  const [tried, setTried] = useState<ReadonlySet<WizardStep>>(new Set());
  const { draft, set, begun } = state;
  const isNameTaken = useNameTaken(tenant, draft.name, begun?.id);
  const faults = wizardFaults(draft, { isNameTaken });
  const saving = useSaveWizard(state, edited !== undefined);
  const { stuck } = saving;
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) heading.current?.focus();
    isFirst.current = false;
  }, [step]);

  const goTo = (next: WizardStep) => {
    setTried((before) => new Set(before).add(step));
    change({ step: next, make: undefined }, true);
  };
  const at = wizardSteps.indexOf(step);
  const faultsHere = faults.filter((one) => one.step === step);
  const isShown = tried.has(step) || (step === 'name' && draft.name !== '');
  const faultOf = (field: string) =>
    isShown ? faultsHere.find((one) => one.field === field)?.message : undefined;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (step === 'summary') return void saving.save();
    setTried((before) => new Set(before).add(step));
    if (faultsHere.length === 0) goTo(wizardSteps[at + 1] ?? 'summary');
  };
  const take = (connection: Connection) => {
    if (making !== undefined) set({ [making]: connection.id });
    change({ make: undefined });
  };
  /** The summary tells what is made by default, and whatever is refused. */
  const createNow = () => {
    goTo('summary');
    void saving.save();
  };
  const isHere = step === stuck?.step && step !== 'mailboxes';
  const stateOf = (one: WizardStep) => {
    const isSeen = tried.has(one) || edited !== undefined;
    if (stuck?.step === one) return 'fault';
    if (faults.some((fault) => fault.step === one)) return isSeen ? 'fault' : 'open';
    return (isSeen && one !== 'summary') || isAsked(one) ? 'done' : 'open';
  };
  return (
    <div className={classes.layout}>
      <StepRail current={step} stateOf={stateOf} onChoose={goTo} />
      <div className={classes.body}>
        <Title order={2} ref={heading} tabIndex={-1}>
          {making === undefined ? stepTitles[step] : `${stepTitles[step]}: new connection`}
        </Title>
        {making === undefined ? (
          <form onSubmit={send} noValidate className={classes.body} aria-label={stepTitles[step]}>
            {step === 'summary' ? (
              <WizardSummary
                {...{ draft, job: begun, faults }}
                isEdit={edited !== undefined}
                onGoTo={goTo}
              />
            ) : (
              <StepBody
                {...{ step, draft, set, job: begun, isEdit: edited !== undefined, faultOf }}
              />
            )}
            {stuck !== undefined && (step === 'summary' || isHere) && (
              <StuckNotice
                stuck={stuck}
                isEdit={edited !== undefined}
                onGoTo={goTo}
                onSaveOver={saving.saveOver}
              />
            )}
            <div role="status" className="muted">
              {saving.words}
            </div>
            <div className={classes.foot}>
              {at > 0 && (
                <Button variant="default" onClick={() => goTo(wizardSteps[at - 1] ?? 'name')}>
                  Back
                </Button>
              )}
              <ActionButton
                type="submit"
                loading={saving.isSaving}
                refusal={step === 'summary' ? (refusal ?? saving.refusalOf(faults)) : undefined}
              >
                {step !== 'summary' ? 'Next' : edited === undefined ? 'Create job' : 'Save changes'}
              </ActionButton>
              {edited === undefined && step !== 'summary' && (
                <ActionButton
                  variant="default"
                  loading={saving.isSaving}
                  refusal={refusal ?? lackOf(faults)}
                  onClick={createNow}
                >
                  Create now
                </ActionButton>
              )}
              <Button variant="subtle" color="gray" onClick={onCancel}>
                {edited === undefined ? 'Discard' : 'Leave as it was'}
              </Button>
            </div>
          </form>
        ) : (
          <>
            <ConnectionEditor onMade={take} key={making} />
            <div className={classes.foot}>
              <Button variant="default" onClick={() => change({ make: undefined })}>
                Choose one that is there
              </Button>
            </div>
          </>
        )}
      </div>
    </div>
  );
}

/** Why a job cannot be made yet; undefined: it can, with defaults for whatever was not looked at. */
function lackOf(faults: readonly WizardFault[]): string | undefined {
  const steps = [...new Set(faults.map(({ step }) => stepTitles[step].toLowerCase()))];
  return steps.length === 0 ? undefined : `Still to be said: ${steps.join(', ')}`;
}

/** What a new draft lacks: it is done as soon as it lacks it no more. */
function isAsked(step: WizardStep): boolean {
  return step === 'name' || step === 'source' || step === 'target' || step === 'mailboxes';
}
