// Russian words about API keys, the programs that show them, and what those tell of: orders.
import type { programRefusals as Refusals, programWords as English } from '../en-programs';

export const programWords: typeof English = {
  apiKeys: {
    heading: 'Ключи API',
    hint: 'С ключом ваша программа — магазин, сервис рассылок — сообщает сюда о заказах или ищет контакты.',
    empty: 'Пока нет ни одного.',
    add: 'Создать ключ API',
    name: 'Для чего он',
    scopes: 'Что с ним можно',
    scope: {
      'orders:write': 'Сообщать о заказах и возвратах',
      'contacts:read': 'Искать контакты и читать их карточки',
    },
    expires: 'Срок действия',
    days: { 30: '30 дней', 90: '90 дней', 365: 'год', never: 'без срока' },
    make: 'Создать ключ',
    cancel: 'Отмена',
    made: 'Ключ создан',
    once: 'Скопируйте его сейчас и храните в надёжном месте: больше он не покажется.',
    try: 'Проверьте:',
    copyTry: 'Копировать команду',
    done: 'Ключ скопирован',
    ends: (ends) => `оканчивается на ${ends}`,
    used: (day) => `использован ${day}`,
    unused: 'ещё не использован',
    until: (day) => `действует до ${day}`,
    expired: (day) => `истёк ${day}`,
    revoked: (day) => `отозван ${day}`,
    revoke: 'Отозвать',
    revokeOf: (name) => `Отозвать ключ: ${name}`,
    revokeSure: 'Отозвать сразу?',
    revokeDone: 'Ключ отозван.',
    by: (name) => `ключ API «${name}»`,
    failed: 'Ключи сейчас не удаётся загрузить.',
  },

  orders: {
    heading: 'Заказы',
    spent: 'Потрачено',
    open: 'Открыть заказ',
    paid: 'Оплачен',
    refunded: 'Возвращён',
    partly: (sum) => `Возвращено ${sum}`,
    more: 'Более старые заказы',
  },
};

export const programRefusals: typeof Refusals = {
  key_missing: 'Для этого нужен ключ API.',
  key_unknown: 'Такой ключ API неизвестен.',
  key_expired: 'Срок действия ключа API истёк.',
  key_revoked: 'Этот ключ API отозван.',
  key_scope: 'Этот ключ API для другого.',
  no_such_key: 'Такого ключа API нет.',
  bad_currency: 'Это не код валюты.',
  bad_amount: 'Такой суммы быть не может.',
  bad_url: 'Адрес должен начинаться с https://.',
  order_of_another: 'Это заказ другого контакта.',
};
