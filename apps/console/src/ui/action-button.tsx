'use client';

import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { MouseEvent, ReactNode } from 'react';

interface ActionButtonProps extends Omit<ButtonProps, 'disabled'> {
  readonly children: ReactNode;
  /** Why not now: the button stays in reach of the keyboard and says so. */
  readonly refusal?: string | undefined;
  readonly onClick?: () => void;
  readonly type?: 'button' | 'submit';
  readonly form?: string;
}

/** A button that says why it may not be pressed. */
export function ActionButton({ refusal, onClick, ...rest }: ActionButtonProps) {
  const isRefused = refusal !== undefined;
  const press = (event: MouseEvent) => {
    if (isRefused) event.preventDefault();
    else onClick?.();
  };
  return (
    <Tooltip label={refusal} disabled={!isRefused}>
      <Button
        {...rest}
        data-disabled={isRefused || undefined}
        aria-disabled={isRefused}
        onClick={press}
      />
    </Tooltip>
  );
}
