/** The explorer's page. Its script and styles are files of their own, so that no inline script is allowed. */
export function explorerPage(title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/explorer/swagger-ui.css">
</head>
<body>
<div id="explorer"></div>
<noscript>The explorer needs JavaScript. The document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="/explorer/swagger-ui-bundle.js"></script>
<script src="/explorer/start.js"></script>
</body>
</html>
`;
}

// `validatorUrl: null` keeps it from asking a validator on another host.
export const explorerStart = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#explorer',
  validatorUrl: null,
  deepLinking: true,
  displayOperationId: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
});
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
