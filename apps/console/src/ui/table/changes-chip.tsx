'use client';

import { UnstyledButton } from '@mantine/core';
import { RotateCw } from 'lucide-react';
import { counted } from '../../lib/format.ts';
import classes from './changes-chip.module.css';

/** Rows that came, went or moved are shown when the person wants them. */
export function ChangesChip({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <span role="status">
      {count > 0 && (
        <UnstyledButton className={classes.chip} onClick={onShow}>
          <RotateCw size={12} aria-hidden />
          {counted(count, 'row')} changed, show
        </UnstyledButton>
      )}
    </span>
  );
}
