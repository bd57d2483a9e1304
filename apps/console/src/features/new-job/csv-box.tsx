'use client';

import { Button, FileButton, Group, Textarea } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import classes from './new-job.module.css';

interface CsvBoxProps {
  readonly csv: string;
  /** With line feeds alone. */
  readonly onChange: (csv: string) => void;
  readonly error?: string | undefined;
}

/** Lines of a CSV: pasted, dropped or read from a file. */
export function CsvBox({ csv, onChange, error }: CsvBoxProps) {
  const [isOver, setOver] = useState(false);
  const type = (text: string) => onChange(text.replaceAll('\r\n', '\n'));
  const read = async (file: File | null) => {
    if (file !== null) type(await file.text());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void read(event.dataTransfer.files[0] ?? null);
  };
  return (
    <div
      className={classes.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Group justify="space-between" mb={8} gap={8}>
        <span className="muted">Paste lines here, or drop a file</span>
        <FileButton onChange={(file) => void read(file)} accept=".csv,text/csv,text/plain">
          {(props) => (
            <Button {...props} variant="default" leftSection={<FileUp size={14} />}>
              Choose a file
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        aria-label="CSV"
        placeholder={'source,target\nanna@old.example.com,anna@example.com'}
        styles={{
          input: {
            fontFamily: 'var(--mantine-font-family-monospace)',
            fontSize: 12,
            lineHeight: '18px',
          },
        }}
        wrap="off"
        rows={12}
        value={csv}
        error={error}
        spellCheck={false}
        onChange={(event) => type(event.currentTarget.value)}
      />
    </div>
  );
}
