'use client';

import { useMediaQuery } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import {
  type Cell,
  type CellPlace,
  closed,
  dayNames,
  hoursOfDay,
  painted,
  type ScheduleDraft,
} from './schedule-draft.ts';
import classes from './week-grid.module.css';

interface WeekGridProps {
  readonly cells: ScheduleDraft['cells'];
  /** What a level is called, `Closed` first. */
  readonly levelNames: readonly string[];
  /** What is painted. */
  readonly brush: Cell;
  readonly onChange: (cells: ScheduleDraft['cells']) => void;
  readonly isReadOnly?: boolean;
}

interface Stroke {
  readonly from: CellPlace;
  readonly level: Cell;
  readonly before: ScheduleDraft['cells'];
}

const hours = Array.from({ length: hoursOfDay }, (_, hour) => hour);
const two = (value: number) => String(value).padStart(2, '0');

/**
 * A week, an hour a cell. Drawn over with the mouse, tapped, or with the keyboard: arrows move, Space and Enter paint, Shift
 * paints on the way. What has the brush's level already is closed. On narrow screens days stand beside each other.
 */
export function WeekGrid({
  cells,
  levelNames,
  brush,
  onChange,
  isReadOnly = false,
}: WeekGridProps) {
  const isNarrow = useMediaQuery('(max-width: 767px)') ?? false;
  const [focus, setFocus] = useState<CellPlace>({ day: 0, hour: 8 });
  const stroke = useRef<Stroke | undefined>(undefined);
  const grid = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const end = () => (stroke.current = undefined);
    window.addEventListener('pointerup', end);
    return () => window.removeEventListener('pointerup', end);
  }, []);

  const levelAt = ({ day, hour }: CellPlace): Cell => cells[day]?.[hour] ?? closed;
  const over = (places: readonly CellPlace[]): Cell =>
    places.every((place) => levelAt(place) === brush) ? closed : brush;
  const paint = (corners: readonly [CellPlace, CellPlace], level: Cell) => {
    if (!isReadOnly) onChange(painted(cells, corners, level));
  };
  const toggle = (place: CellPlace) => paint([place, place], over([place]));

  const press = (event: PointerEvent, place: CellPlace) => {
    if (isReadOnly || event.button !== 0 || event.pointerType === 'touch') return;
    const level = over([place]);
    stroke.current = { from: place, level, before: cells };
    onChange(painted(cells, [place, place], level));
    setFocus(place);
  };
  const draw = (place: CellPlace) => {
    const begun = stroke.current;
    if (begun === undefined) return;
    onChange(painted(begun.before, [begun.from, place], begun.level));
  };
  const tap = (event: PointerEvent, place: CellPlace) => {
    if (event.pointerType === 'touch') toggle(place);
  };

  const move = (event: KeyboardEvent) => {
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      toggle(focus);
      return;
    }
    const step = stepOf(event.key, isNarrow);
    if (step === undefined) return;
    event.preventDefault();
    const day = Math.min(dayNames.length - 1, Math.max(0, focus.day + step.day));
    const hour = Math.min(hoursOfDay - 1, Math.max(0, focus.hour + step.hour));
    if (event.shiftKey) paint([focus, { day, hour }], levelAt(focus));
    setFocus({ day, hour });
    grid.current?.querySelector<HTMLElement>(`[data-place="${day} ${hour}"]`)?.focus();
  };

  const wholeDay = (day: number) => {
    const places = hours.map((hour) => ({ day, hour }));
    paint(
      [
        { day, hour: 0 },
        { day, hour: hoursOfDay - 1 },
      ],
      over(places),
    );
  };
  const wholeHour = (hour: number) => {
    const places = dayNames.map((_, day) => ({ day, hour }));
    paint(
      [
        { day: 0, hour },
        { day: dayNames.length - 1, hour },
      ],
      over(places),
    );
  };

  return (
    <div ref={grid} role="grid" aria-label="Week" className={classes.grid} onKeyDown={move}>
      <div role="row" className={classes.row}>
        <span role="columnheader" className={classes.corner} aria-label="Day" />
        {hours.map((hour) => (
          <span role="columnheader" key={hour} className={classes.hour}>
            <button
              type="button"
              tabIndex={-1}
              disabled={isReadOnly}
              aria-label={`${two(hour)}:00 on all days`}
              onClick={() => wholeHour(hour)}
            >
              {two(hour)}
            </button>
          </span>
        ))}
      </div>
      {dayNames.map((name, day) => (
        <div role="row" key={name} className={classes.row}>
          <span role="rowheader" className={classes.day}>
            <button
              type="button"
              tabIndex={-1}
              disabled={isReadOnly}
              aria-label={`All of ${name}`}
              onClick={() => wholeDay(day)}
            >
              {name.slice(0, 3)}
            </button>
          </span>
          {hours.map((hour) => {
            const level = levelAt({ day, hour });
            const isFocus = focus.day === day && focus.hour === hour;
            return (
              <div
                role="gridcell"
                key={hour}
                data-place={`${day} ${hour}`}
                data-level={Math.min(level, 3)}
                data-quarter={hour % 6 === 0 || undefined}
                tabIndex={isFocus ? 0 : -1}
                aria-selected={level !== closed}
                aria-readonly={isReadOnly}
                aria-label={`${name} ${two(hour)}:00 to ${two(hour + 1)}:00, ${levelNames[level] ?? ''}`}
                className={classes.cell}
                onFocus={() => setFocus({ day, hour })}
                onPointerDown={(event) => press(event, { day, hour })}
                onPointerEnter={() => draw({ day, hour })}
                onPointerUp={(event) => tap(event, { day, hour })}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

const steps: Readonly<Record<string, CellPlace>> = {
  ArrowLeft: { day: 0, hour: -1 },
  ArrowRight: { day: 0, hour: 1 },
  ArrowUp: { day: -1, hour: 0 },
  ArrowDown: { day: 1, hour: 0 },
  Home: { day: 0, hour: -hoursOfDay },
  End: { day: 0, hour: hoursOfDay },
};
const turned: Readonly<Record<string, string>> = {
  ...{ ArrowLeft: 'ArrowUp', ArrowUp: 'ArrowLeft' },
  ...{ ArrowRight: 'ArrowDown', ArrowDown: 'ArrowRight' },
};

/** Where a key leads on the grid as it lies. */
function stepOf(key: string, isTurned: boolean): CellPlace | undefined {
  return steps[isTurned ? (turned[key] ?? key) : key];
}
