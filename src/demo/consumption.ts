import { round } from '../base/rounding.ts';
import { season } from './calendar.ts';
import type { Random } from './random.ts';

export const services = ['electricity', 'water', 'gas', 'mobile'] as const;
export type Service = (typeof services)[number];

interface Tariff {
  readonly unit: string;
  /** What a household uses in an average month. */
  readonly median: number;
  /** Minor units for one unit, and for the month whatever is used. */
  readonly price: number;
  readonly fee: number;
  readonly plans: readonly string[];
  /** January to December, around 1. */
  readonly seasons: readonly number[];
}

/** Electricity peaks in summer (cooling) and in winter, gas in winter (heating), water a little in summer, mobile never. */
export const tariffs: Record<Service, Tariff> = {
  electricity: {
    unit: 'kWh',
    median: 210,
    price: 56,
    fee: 0,
    plans: ['residential', 'residential time-of-use'],
    seasons: [1.18, 1.08, 0.82, 0.72, 0.78, 1.12, 1.52, 1.55, 1.08, 0.74, 0.8, 1.12],
  },
  water: {
    unit: 'm3',
    median: 13,
    price: 420,
    fee: 300,
    plans: ['domestic'],
    seasons: [0.92, 0.9, 0.94, 0.98, 1.02, 1.08, 1.15, 1.16, 1.06, 0.98, 0.94, 0.92],
  },
  gas: {
    unit: 'm3',
    median: 24,
    price: 305,
    fee: 0,
    plans: ['domestic', 'domestic heating'],
    seasons: [2.3, 2.05, 1.35, 0.75, 0.5, 0.42, 0.38, 0.38, 0.45, 0.65, 1.2, 1.95],
  },
  mobile: { unit: 'GB', median: 14, price: 40, fee: 4_900, plans: ['light', 'standard', 'unlimited'], seasons: Array.from({ length: 12 }, () => 1) },
};

export interface Habit {
  readonly service: Service;
  /** What this account uses in an average month. */
  readonly level: number;
  /** How strongly it follows the season: 1 as everybody. */
  readonly swing: number;
  /** Growth a month. */
  readonly growth: number;
}

export interface Used {
  readonly quantity: number;
  readonly peak: number | null;
  readonly amount: number;
}

/** How much an account uses; a firm uses `scale` times what a household does. */
export function habitOf(random: Random, service: Service, scale: number): Habit {
  return {
    service,
    level: random.lognormal(tariffs[service].median * scale, 0.42),
    swing: 0.7 + random.uniform() * 0.6,
    growth: service === 'mobile' ? 0.012 : 0.001 * random.normal(),
  };
}

/** One month's consumption and its price. */
export function consumed(random: Random, habit: Habit, month: number): Used {
  const tariff = tariffs[habit.service];
  const wave = 1 + ((tariff.seasons[season(month)] ?? 1) - 1) * habit.swing;
  const quantity = Math.max(0.1, round(habit.level * wave * (1 + habit.growth) ** month * Math.exp(0.12 * random.normal()), 1));
  const share = 0.24 + random.uniform() * 0.16;
  return {
    quantity,
    peak: habit.service === 'electricity' ? round(quantity * share, 1) : null,
    amount: round(quantity * tariff.price) + tariff.fee,
  };
}
