'use client';

import type { Connection, MailboxConditionInput } from '@mailhaul/contracts';
import { ActionIcon, SegmentedControl } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { AddCondition } from './add-condition.tsx';
import { ConditionPicker } from './condition-picker.tsx';
import { conditionDetail, sayCondition } from './condition-words.ts';
import classes from './conditions.module.css';
import { ConditionsPreview, type PreviewFacts } from './conditions-preview.tsx';

export interface ConditionsEditorProps {
  /** Whose mailboxes they are of. */
  readonly source: Connection;
  /** Whose rows they are for; absent: of a job that is not made yet. */
  readonly jobId?: string;
  readonly value: readonly MailboxConditionInput[];
  readonly onChange: (value: readonly MailboxConditionInput[]) => void;
  readonly isReadOnly?: boolean;
  /** What the source was last found to hold for these conditions. */
  readonly onPreview?: (preview: PreviewFacts | undefined) => void;
}

const effects = [
  { value: 'include', label: 'Include' },
  { value: 'exclude', label: 'Exclude' },
];

/** Whom of its source a job takes: each condition takes or leaves out, and what comes of them is shown at once. */
export function ConditionsEditor(props: ConditionsEditorProps) {
  const { source, jobId, value, onChange, isReadOnly = false, onPreview } = props;
  const [adding, setAdding] = useState<MailboxConditionInput['by']>();
  const add = (condition: MailboxConditionInput) => {
    onChange([...value, condition]);
    setAdding(undefined);
  };
  const hasDirectory = source.directory !== undefined;
  return (
    <div className={classes.editor}>
      <section aria-label="Conditions">
        {value.length > 0 && (
          <ol className={classes.list}>
            {value.map((condition, index) => {
              const words = sayCondition(condition);
              const detail = conditionDetail(condition);
              return (
                // A condition has no name of its own; two alike are alike.
                <li key={`${index} ${words}`} className={classes.condition}>
                  <SegmentedControl
                    size="xs"
                    aria-label={`Effect: ${words}`}
                    disabled={isReadOnly}
                    data={effects}
                    value={condition.effect}
                    onChange={(effect) =>
                      onChange(
                        value.map((one, at) =>
                          at === index ? { ...one, effect: effect as typeof one.effect } : one,
                        ),
                      )
                    }
                  />
                  <span className={classes.words}>
                    {words}
                    {detail !== undefined && (
                      <small className="cut" title={detail}>
                        {detail}
                      </small>
                    )}
                  </span>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Remove: ${words}`}
                    disabled={isReadOnly}
                    onClick={() => onChange(value.filter((_one, at) => at !== index))}
                  >
                    <Trash2 size={15} />
                  </ActionIcon>
                </li>
              );
            })}
          </ol>
        )}
        {!isReadOnly && (
          <AddCondition value={value} hasDirectory={hasDirectory} onAdd={add} onPick={setAdding} />
        )}
        {adding !== undefined && (
          <ConditionPicker
            key={adding}
            by={adding}
            source={source}
            onAdd={add}
            onCancel={() => setAdding(undefined)}
          />
        )}
        <p className={classes.hint}>
          An exclusion wins over every inclusion, in whatever order they stand. Groups and units are
          read anew at each start and each delta.
        </p>
      </section>
      <ConditionsPreview
        source={source}
        conditions={value}
        {...(jobId === undefined ? {} : { jobId })}
        {...(onPreview === undefined ? {} : { onPreview })}
      />
    </div>
  );
}
