export const hairdryer = `
<path d="M132 92l14 62c1 6-3 10-9 10h-14c-6 0-9-3-10-9l-8-56z" fill="#2f6f73"/>
<path d="M116 116h21l2 10h-21z" fill="#8fd0cf"/>
<path d="M60 44h66c28 0 46 14 46 34s-18 34-46 34H60z" fill="#49a3a3"/>
<path d="M24 50l36-6v68l-36-6z" fill="#2f6f73"/>
<circle cx="134" cy="78" r="20" fill="#2f6f73"/>
<path d="M124 70h20M122 78h24M124 86h20" stroke="#8fd0cf" stroke-width="4" stroke-linecap="round"/>
<path d="M76 56h32" stroke="#8fd0cf" stroke-width="5" stroke-linecap="round"/>
<path d="M186 62c10-4 14 4 24 0M188 80c10-4 14 4 26 0M186 98c10-4 14 4 24 0" stroke="#8aa4a6" stroke-width="4" fill="none" stroke-linecap="round"/>`;
