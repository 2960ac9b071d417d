import { base } from './base.ts';
import { controls } from './controls.ts';
import { frame } from './frame.ts';
import { orders } from './orders.ts';
import { products } from './products.ts';

/** The shop's one stylesheet, in the order in which rules override. */
export const stylesheet = [base, frame, controls, products, orders].join('');
