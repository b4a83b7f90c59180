import { clsx, type ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// The theme's own text sizes, which would else be taken for colours and dropped beside one.
const merge = extendTailwindMerge({
  extend: { classGroups: { 'font-size': [{ text: ['small', 'body', 'row', 'title', 'total', 'change'] }] } },
});

/** Joins class names; of two that set the same thing the later one stays. */
export const classNames = (...values: ClassValue[]): string => merge(clsx(values));
