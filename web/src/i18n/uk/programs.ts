// Ukrainian words about API keys, the programs that show them, and what those tell of: orders.
import type { programRefusals as Refusals, programWords as English } from '../en-programs';

export const programWords: typeof English = {
  apiKeys: {
    heading: 'Ключі API',
    hint: 'З ключем ваша програма — крамниця, сервіс розсилок — повідомляє сюди про замовлення або шукає контакти.',
    empty: 'Поки що немає жодного.',
    add: 'Створити ключ API',
    name: 'Для чого він',
    scopes: 'Що з ним можна',
    scope: {
      'orders:write': 'Повідомляти про замовлення й повернення',
      'contacts:read': 'Шукати контакти й читати їхні картки',
    },
    expires: 'Строк дії',
    days: { 30: '30 днів', 90: '90 днів', 365: 'рік', never: 'безстроково' },
    make: 'Створити ключ',
    cancel: 'Скасувати',
    made: 'Ключ створено',
    once: 'Скопіюйте його зараз і зберігайте в надійному місці: більше він не з’явиться.',
    try: 'Перевірте:',
    copyTry: 'Копіювати команду',
    done: 'Ключ скопійовано',
    ends: (ends) => `закінчується на ${ends}`,
    used: (day) => `використано ${day}`,
    unused: 'ще не використано',
    until: (day) => `діє до ${day}`,
    expired: (day) => `строк минув ${day}`,
    revoked: (day) => `відкликано ${day}`,
    revoke: 'Відкликати',
    revokeOf: (name) => `Відкликати ключ: ${name}`,
    revokeSure: 'Відкликати одразу?',
    revokeDone: 'Ключ відкликано.',
    by: (name) => `ключ API «${name}»`,
    failed: 'Ключі зараз не вдається завантажити.',
  },

  orders: {
    heading: 'Замовлення',
    spent: 'Витрачено',
    open: 'Відкрити замовлення',
    paid: 'Оплачено',
    refunded: 'Повернено',
    partly: (sum) => `Повернено ${sum}`,
    more: 'Старіші замовлення',
  },
};

export const programRefusals: typeof Refusals = {
  key_missing: 'Для цього потрібен ключ API.',
  key_unknown: 'Такий ключ API невідомий.',
  key_expired: 'Строк дії ключа API минув.',
  key_revoked: 'Цей ключ API відкликано.',
  key_scope: 'Цей ключ API для іншого.',
  no_such_key: 'Такого ключа API немає.',
  bad_currency: 'Це не код валюти.',
  bad_amount: 'Такої суми бути не може.',
  bad_url: 'Адреса має починатися з https://.',
  order_of_another: 'Це замовлення іншого контакту.',
};
