// What bpmn-js says, in Vietnamese. Keys are its own English words; what is not here stays English.
const words = {
  "Activate hand tool": "Kéo khung nhìn", "Activate lasso tool": "Chọn một vùng",
  "Activate create/remove space tool": "Thêm hoặc bớt khoảng trống", "Activate global connect tool": "Nối hai phần tử",
  "Create start event": "Chỗ bắt đầu", "Create end event": "Chỗ kết thúc", "Create gateway": "Điểm rẽ", "Create task": "Bước",
  "Create expanded sub-process": "Ô lấy ý kiến song song", "Append task": "Thêm bước sau", "Append gateway": "Thêm điểm rẽ",
  "Append end event": "Thêm chỗ kết thúc", "Connect to other element": "Nối tới phần tử khác",
  "Connect using sequence/message flow or association": "Nối tới phần tử khác", "Connect using association": "Nối",
  "Delete": "Xóa", "Remove": "Xóa", "Add lane above": "Thêm làn phía trên", "Add lane below": "Thêm làn phía dưới",
  "Divide into two lanes": "Chia hai làn", "Divide into three lanes": "Chia ba làn", "Search in diagram": "Tìm trong sơ đồ",
  "Open minimap": "Mở bản đồ nhỏ", "Canvas": "Khung vẽ",
  "element {element} referenced by {referenced}#{property} not yet drawn": "phần tử {element} chưa được vẽ",
  "no shape type specified": "thiếu loại hình", "no parent for {element} in {parent}": "{element} không có chỗ trong {parent}",
  "Flow elements must be children of pools/participants": "Bước phải nằm trong khung quy trình",
};

export function translateTo(language) {
  return (template, replacements = {}) => ((language === "vi" && words[template]) || template).replace(/{([^}]+)}/g, (_, key) => replacements[key] ?? `{${key}}`);
}
