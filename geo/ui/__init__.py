"""What pages share on the screen. The only folder inside geo that imports streamlit."""
