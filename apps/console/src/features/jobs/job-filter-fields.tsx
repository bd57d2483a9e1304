'use client';

import { itemKindChoiceLabels, itemKindChoices, type JobOptions } from '@mailhaul/contracts';
import {
  Checkbox,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import classes from './job-filters.module.css';
import type { OptionFaults } from './option-faults.ts';

interface JobFilterFieldsProps {
  readonly value: JobOptions;
  readonly onChange: (value: JobOptions) => void;
  /** What is wrong with a field. */
  readonly faults: OptionFaults;
}

const megabyte = 1_000_000;
const daysMax = 36_500;

const ages = [
  { value: 'any', label: 'At any time' },
  { value: 'days', label: 'Some days ago, counted when each pass begins' },
  { value: 'dates', label: 'Between dates' },
];
const anyState = 'any';
const readStates = [
  { value: anyState, label: 'Read and unread' },
  { value: 'read', label: 'Only read' },
  { value: 'unread', label: 'Only unread' },
];
const flagStates = [
  { value: anyState, label: 'Flagged or not' },
  { value: 'flagged', label: 'Only flagged' },
  { value: 'unflagged', label: 'Only what is not flagged' },
];
const kinds = itemKindChoices.map((kind) => {
  const label = itemKindChoiceLabels[kind];
  return { value: kind, label: label.charAt(0).toUpperCase() + label.slice(1) };
});

/** What a job leaves out. An empty field leaves nothing out. */
export function JobFilterFields({ value, onChange, faults }: JobFilterFieldsProps) {
  const change = (changes: { [K in keyof JobOptions]?: JobOptions[K] | undefined }) => {
    const entries = Object.entries({ ...value, ...changes });
    onChange(Object.fromEntries(entries.filter(([, one]) => one !== undefined)) as JobOptions);
  };
  const numberFor = (
    field: 'itemBytesMin' | 'itemBytesMax' | 'ageDaysMin' | 'ageDaysMax',
    unit = 1,
  ) => ({
    value: value[field] === undefined ? ('' as const) : value[field] / unit,
    onChange: (count: number | string) =>
      change({ [field]: typeof count === 'number' ? Math.round(count * unit) : undefined }),
    error: faults[field],
  });
  const linesFor = (field: 'includeFolders' | 'excludeFolders' | 'takeFolders') => ({
    value: (value[field] ?? []).join('\n'),
    onChange: (text: string) => change({ [field]: text === '' ? undefined : text.split('\n') }),
    error: faults[field],
  });
  const state = (text: string | null) => (text === anyState ? undefined : (text ?? undefined));
  return (
    <Stack gap={16}>
      <AgeFields {...{ value, change, faults, numberFor }} />
      <MultiSelect
        label="Kinds of items"
        placeholder={value.itemKinds === undefined ? 'All kinds' : undefined}
        data={kinds}
        value={[...(value.itemKinds ?? [])]}
        onChange={(chosen) =>
          change({
            itemKinds:
              chosen.length === 0
                ? undefined
                : itemKindChoices.filter((one) => chosen.includes(one)),
          })
        }
        error={faults.itemKinds}
        clearable
      />
      <div className={classes.two}>
        <NumberInput
          label="Smallest item (MB)"
          min={0}
          decimalScale={6}
          {...numberFor('itemBytesMin', megabyte)}
        />
        <NumberInput
          label="Largest item (MB)"
          min={0}
          decimalScale={6}
          {...numberFor('itemBytesMax', megabyte)}
        />
        <Select
          label="Read or unread"
          data={readStates}
          allowDeselect={false}
          value={value.readState ?? anyState}
          onChange={(text) => change({ readState: state(text) as JobOptions['readState'] })}
        />
        <Select
          label="Flagged or not"
          data={flagStates}
          allowDeselect={false}
          value={value.flagState ?? anyState}
          onChange={(text) => change({ flagState: state(text) as JobOptions['flagState'] })}
        />
      </div>
      <Folders
        label="Only folders"
        description="One a line, each with what lies below it: Projects, Projects/*, or #Inbox, #SentItems … in any language"
        {...linesFor('includeFolders')}
      />
      <Folders
        label="Folders left out"
        description="Written in the same way: #JunkEmail, #DeletedItems, */Old"
        {...linesFor('excludeFolders')}
      />
      <Folders
        label="Folders taken besides"
        description="Though they are no mail, or show mail of other folders: a calendar to IMAP, All mail"
        {...linesFor('takeFolders')}
      />
      <Checkbox
        label="Also folders that other users share, below “Shared folders”"
        checked={value.sharedFolders === true}
        onChange={(event) => change({ sharedFolders: event.currentTarget.checked || undefined })}
      />
      <Checkbox
        label="Also folders that are everybody’s, below “Public folders”"
        checked={value.publicFolders === true}
        onChange={(event) => change({ publicFolders: event.currentTarget.checked || undefined })}
      />
    </Stack>
  );
}

interface AgeFieldsProps {
  readonly value: JobOptions;
  readonly change: (changes: { [K in keyof JobOptions]?: JobOptions[K] | undefined }) => void;
  readonly faults: OptionFaults;
  readonly numberFor: (field: 'ageDaysMin' | 'ageDaysMax') => {
    readonly value: number | '';
    readonly onChange: (count: number | string) => void;
    readonly error: string | undefined;
  };
}

function AgeFields({ value, change, faults, numberFor }: AgeFieldsProps) {
  const { ageDaysMin, ageDaysMax, receivedFrom, receivedBefore } = value;
  const hasDays = ageDaysMin !== undefined || ageDaysMax !== undefined;
  const hasDates = receivedFrom !== undefined || receivedBefore !== undefined;
  const [chosen, setChosen] = useState(hasDays ? 'days' : hasDates ? 'dates' : 'any');
  const choose = (next: string | null) => {
    setChosen(next ?? 'any');
    change({
      ...(next === 'days' ? {} : { ageDaysMin: undefined, ageDaysMax: undefined }),
      ...(next === 'dates' ? {} : { receivedFrom: undefined, receivedBefore: undefined }),
    });
  };
  const day = (field: 'receivedFrom' | 'receivedBefore') => ({
    type: 'date',
    value: dayOf(value[field]),
    error: faults[field],
    onChange: (event: { currentTarget: { value: string } }) =>
      change({ [field]: instantOf(event.currentTarget.value) }),
  });
  return (
    <>
      <Select label="Received" data={ages} allowDeselect={false} value={chosen} onChange={choose} />
      {(chosen === 'days' || hasDays) && (
        <div className={classes.two}>
          <NumberInput
            label="Newer than (days)"
            min={1}
            max={daysMax}
            allowDecimal={false}
            {...numberFor('ageDaysMax')}
          />
          <NumberInput
            label="Older than (days)"
            min={1}
            max={daysMax}
            allowDecimal={false}
            {...numberFor('ageDaysMin')}
          />
        </div>
      )}
      {(chosen === 'dates' || hasDates) && (
        <div className={classes.two}>
          <TextInput label="Received since" {...day('receivedFrom')} />
          <TextInput label="Received before" {...day('receivedBefore')} />
        </div>
      )}
    </>
  );
}

interface FoldersProps {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly error: string | undefined;
}

function Folders({ onChange, ...field }: FoldersProps) {
  return (
    <Textarea
      {...field}
      autosize
      minRows={2}
      maxRows={8}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function dayOf(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString().slice(0, 10);
}

function instantOf(day: string): number | undefined {
  const at = Date.parse(day);
  return Number.isNaN(at) ? undefined : at;
}
