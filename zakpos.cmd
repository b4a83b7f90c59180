@echo off
rem Starts the zakpos command line on Windows, as the file zakpos does elsewhere.
setlocal
where node >nul 2>nul
if errorlevel 1 (
  echo zakpos: Node.js is not installed: install Node.js 20 or newer with npm, from https://nodejs.org 1>&2
  exit /b 1
)
node -e "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"
if errorlevel 1 (
  echo zakpos: this Node.js is too old: install Node.js 20 or newer with npm, from https://nodejs.org 1>&2
  exit /b 1
)
set "ZAKPOS_NODE_FILE=%TEMP%\zakpos-node-%RANDOM%%RANDOM%.txt"
node "%~dp0ops\bootstrap\main.mjs" > "%ZAKPOS_NODE_FILE%"
if errorlevel 1 (
  set "code=%errorlevel%"
  del "%ZAKPOS_NODE_FILE%" >nul 2>nul
  call exit /b %%code%%
)
set /p node=<"%ZAKPOS_NODE_FILE%"
del "%ZAKPOS_NODE_FILE%" >nul 2>nul
set "ZAKPOS_NODE_FILE="
"%node%" "%~dp0ops\src\main.ts" %*
exit /b %errorlevel%
