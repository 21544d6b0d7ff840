// Ukrainian words about a report’s days that cannot be.
import type { periodRefusals as Refusals } from '../en-periods';

export const periodRefusals: typeof Refusals = {
  invalid_period: 'Це не період: він починається одного дня й закінчується того самого або пізнішого.',
  period_too_long: 'Звіт охоплює не більше ніж 366 днів.',
};
