// SPDX-License-Identifier: Apache-2.0
/**
 * Public holidays and days that are worked for them, by year, as they were announced. China: the General Office of the
 * State Council's notices on the arrangement of holidays of 12 November 2024 (for 2025) and 4 November 2025 (for 2026).
 * A year that is not announced yet is not here: whoever sets it next year adds it, or gives a file of this form.
 */
import { z } from 'zod';

const yearShape = z.strictObject({
  /** First and last day of each break, both free. */
  free: z.array(z.tuple([z.iso.date(), z.iso.date()])),
  /** Saturdays and Sundays that are worked. */
  worked: z.array(z.iso.date()),
});

export const calendarFile = z.record(z.string().regex(/^\d{4}$/), yearShape);
export type CalendarFile = z.infer<typeof calendarFile>;

export const CALENDARS: Readonly<Record<'cn', CalendarFile>> = {
  cn: {
    2025: {
      free: [
        ['2025-01-01', '2025-01-01'],
        ['2025-01-28', '2025-02-04'],
        ['2025-04-04', '2025-04-06'],
        ['2025-05-01', '2025-05-05'],
        ['2025-05-31', '2025-06-02'],
        ['2025-10-01', '2025-10-08'],
      ],
      worked: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
    },
    2026: {
      free: [
        ['2026-01-01', '2026-01-03'],
        ['2026-02-15', '2026-02-23'],
        ['2026-04-04', '2026-04-06'],
        ['2026-05-01', '2026-05-05'],
        ['2026-06-19', '2026-06-21'],
        ['2026-09-25', '2026-09-27'],
        ['2026-10-01', '2026-10-07'],
      ],
      worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
    },
  },
};
