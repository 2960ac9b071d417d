export const orders = `
.title { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .75rem 1.5rem; margin-bottom: 1.75rem; }
.checkout { display: grid; gap: clamp(1.75rem, 4vw, 3.5rem); grid-template-columns: minmax(0, 1fr) minmax(0, 1.15fr); align-items: start; }
.checkout form { display: grid; gap: 2rem; }
.summary { padding: clamp(1.1rem, 3vw, 1.75rem); background: var(--surface); border: 1px solid var(--line); border-radius: 14px; display: grid; gap: 1.25rem; }
.lines { list-style: none; display: grid; gap: 1rem; }
.lines li { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr) auto; gap: .1rem 1rem; align-items: center; }
.lines li.plain { grid-template-columns: minmax(0, 1fr) auto; }
.lines li > div { display: grid; gap: .1rem; overflow-wrap: anywhere; }
.lines .picture { border-radius: 8px; }
.lines a { color: inherit; font-weight: 600; }
.amounts { display: grid; gap: .35rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
.amounts div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.amounts dd { margin-left: auto; }
.amounts .total { padding-top: .5rem; font-size: 1.2rem; font-weight: 700; }
.order { display: grid; gap: 1.75rem; max-width: 44rem; }
.order .intro { margin-bottom: 0; }
.facts { display: grid; gap: .9rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); }
.facts dt { color: var(--muted); font-size: .9rem; }
.facts dd { overflow-wrap: anywhere; }
.orders { list-style: none; display: grid; gap: .9rem; }
.orders li { display: grid; grid-template-columns: minmax(0, 1fr) auto minmax(8rem, auto); gap: .2rem 1.5rem; padding: 1rem 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
.message { display: grid; gap: 1.1rem; justify-items: start; max-width: 40rem; padding-block: clamp(1rem, 5vw, 4rem); }
.ways { display: flex; flex-wrap: wrap; gap: .8rem; }
.empty { display: grid; gap: 1.25rem; justify-items: start; }
.orders .price { text-align: right; }
@media (max-width: 34rem) {
  .lines li { grid-template-columns: 4.5rem minmax(0, 1fr); }
  .lines li.plain, .orders li { grid-template-columns: minmax(0, 1fr); }
  .lines li > .number { grid-column: 1 / -1; text-align: right; }
  .orders .price { text-align: left; }
}
@media (max-width: 52rem) {
  .checkout { grid-template-columns: minmax(0, 1fr); }
}
`;
