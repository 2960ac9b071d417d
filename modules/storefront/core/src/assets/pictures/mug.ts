export const mug = `
<path d="M96 40c-6-8 6-12 0-22M120 40c-6-8 6-12 0-22M144 40c-6-8 6-12 0-22" stroke="#a9a199" stroke-width="5" fill="none" stroke-linecap="round"/>
<path d="M158 78h20c16 0 24 10 24 24s-8 26-24 26h-20" fill="none" stroke="#3f5f8a" stroke-width="13"/>
<path d="M66 56h104v78c0 18-10 26-26 26H92c-16 0-26-8-26-26z" fill="#4f74a5"/>
<ellipse cx="118" cy="57" rx="52" ry="10" fill="#3f5f8a"/>
<ellipse cx="118" cy="58" rx="43" ry="6" fill="#5b3a26"/>
<path d="M66 96h104v18H66z" fill="#f4ead7"/>
<path d="M80 74v10" stroke="#86a5cd" stroke-width="6" stroke-linecap="round"/>`;
