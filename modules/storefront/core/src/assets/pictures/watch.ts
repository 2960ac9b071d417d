export const watch = `
<path d="M98 14h44l6 40H92zM98 166h44l6-40H92z" fill="#6b4a35"/>
<path d="M104 20h32l3 22h-38zM104 160h32l3-22h-38z" fill="#855d43"/>
<rect x="170" y="84" width="10" height="14" rx="3" fill="#b78a2c"/>
<circle cx="120" cy="90" r="52" fill="#d9a93f"/>
<circle cx="120" cy="90" r="42" fill="#fbf6e9"/>
<path d="M120 54v6M120 120v6M84 90h6M150 90h6" stroke="#8a7a55" stroke-width="4" stroke-linecap="round"/>
<path d="M120 90V66M120 90l20 10" stroke="#26323f" stroke-width="5" stroke-linecap="round"/>
<circle cx="120" cy="90" r="5" fill="#b9523d"/>`;
