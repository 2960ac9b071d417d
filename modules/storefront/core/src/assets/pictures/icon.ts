/** The shop's mark: a bag with a piece carved out. */
export const icon = `
<path d="M60 62h120l12 96a10 10 0 0 1-10 12H58a10 10 0 0 1-10-12z" fill="#1f6f5c"/>
<path d="M88 76V52a32 32 0 0 1 64 0v24" fill="none" stroke="#3aa184" stroke-width="13" stroke-linecap="round"/>
<path d="M120 104h46l5 40h-51z" fill="#f4c95d"/>`;
