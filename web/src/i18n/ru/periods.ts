// Russian words about a report’s days that cannot be.
import type { periodRefusals as Refusals } from '../en-periods';

export const periodRefusals: typeof Refusals = {
  invalid_period: 'Это не период: он начинается в один день и заканчивается в тот же или более поздний.',
  period_too_long: 'Отчёт охватывает не больше 366 дней.',
};
