export const products = `
.intro { display: grid; gap: .6rem; margin-bottom: clamp(1.5rem, 3vw, 2.5rem); }
.grid { display: grid; gap: clamp(1.1rem, 2.5vw, 1.9rem); grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); list-style: none; }
.card { position: relative; display: flex; flex-direction: column; height: 100%; overflow: hidden; background: var(--surface); border: 1px solid var(--line); border-radius: 14px; }
.card:hover { border-color: var(--accent); box-shadow: 0 10px 30px -18px rgb(0 0 0 / .5); }
.card:focus-within { border-color: var(--accent); }
.picture { width: 100%; height: auto; aspect-ratio: 4 / 3; object-fit: cover; }
.card-text { display: grid; gap: .15rem; padding: .9rem 1.1rem 1.1rem; }
.card h2, .card h3 { font-size: 1.15rem; }
.card h2 a, .card h3 a { color: inherit; text-decoration: none; }
.card a::after { content: ''; position: absolute; inset: 0; border-radius: 14px; }
.card a:focus-visible { outline: none; }
.card a:focus-visible::after { outline: 3px solid var(--accent); outline-offset: -3px; }
.price { font-weight: 600; }
.product { display: grid; gap: clamp(1.5rem, 4vw, 3.5rem); grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); align-items: center; }
.product .picture { border-radius: 18px; }
.product-text { display: grid; gap: 1.1rem; justify-items: start; }
.product-text .price { font-size: 1.5rem; }
.tags { display: flex; flex-wrap: wrap; gap: .4rem; list-style: none; }
.tags li { padding: .1rem .7rem; border-radius: 1rem; background: var(--wash); color: var(--muted); font-size: .85rem; }
.add { display: flex; align-items: end; gap: .8rem; }
.add .field { width: 6.5rem; }
.more { margin-top: clamp(2.5rem, 5vw, 4.5rem); display: grid; gap: 1.25rem; }
.more .grid { grid-template-columns: repeat(auto-fill, minmax(min(14.5rem, 100%), 1fr)); }
.crumb { margin-bottom: 1.25rem; font-size: .95rem; }
@media (max-width: 46rem) {
  .product { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 34rem) {
  .grid, .more .grid { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .9rem; }
  .card-text .price { white-space: normal; overflow-wrap: anywhere; }
  .card-text { padding: .7rem .8rem .9rem; }
}
`;
